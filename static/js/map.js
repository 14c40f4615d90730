// The commissioner's map. The portal's script route calls these functions with data; every word of it is set as text,
// never as markup. Stands behind Leaflet and its clusters in one file (portal/web/assets/build.py).
const portalMap = (() => {
  // The fields of a home, in the order of portal/market/map/drawing.py.
  const HOME = ["reference", "name", "provider", "places", "isSolo", "outside", "building", "use", "vacancy"];
  const USE = ["Our children", "Others’ children", "Available", "Reserved", "Blocked"];
  const DAY_MS = 86_400_000;
  const SVG = "http://www.w3.org/2000/svg";
  const seen = new WeakMap();

  // A shape is drawn when it comes into sight: thousands wait in clusters.
  const HomeIcon = L.DivIcon.extend({
    createIcon() {
      const box = element("div", "");
      const { home } = this.options;
      const drawing = document.createElementNS(SVG, "svg");
      drawing.setAttribute("viewBox", "-12 -12 24 24");
      drawing.setAttribute("aria-hidden", "true");
      const shape = document.createElementNS(SVG, "use");
      const place = { href: `#map-shape-${home.service}`, x: -12, y: -12, width: 24, height: 24 };
      for (const [name, value] of Object.entries(place)) shape.setAttribute(name, value);
      drawing.append(shape);
      box.append(drawing);
      this._setIconStyles(box, "icon");
      box.classList.toggle("portal-map__home--outside", Boolean(home.outside));
      return box;
    },
  });

  // One point of a feature that holds many: its facts stand at the same place in `homes`.
  function home(feature, latlng) {
    const index = seen.get(feature) ?? 0;
    seen.set(feature, index + 1);
    const { homes, providers, service, title } = feature.properties;
    const facts = Object.fromEntries(HOME.map((name, place) => [name, homes[index][place]]));
    Object.assign(facts, { provider: providers[facts.provider], service, title });
    const size = Math.min(44, 24 + Math.sqrt(facts.places) * 4);
    const icon = new HomeIcon({ home: facts, iconSize: [size, size], className: "portal-map__home" });
    const marker = L.marker(latlng, { icon, title: `${facts.name}, ${title}, ${placesOf(facts.places)}` });
    marker.home = facts;
    // Under the map and not over it: there it hides no other home, and is read out.
    const tell = () => document.getElementById("map-facts").replaceChildren(...factsOf(facts));
    return marker.on("click", tell).on("keypress", (event) => event.originalEvent.key === "Enter" && tell());
  }

  function factsOf(facts) {
    const box = document.createDocumentFragment();
    const link = element("a", "govuk-link", facts.name);
    link.href = `/commissioning/homes/${encodeURIComponent(facts.reference)}/`;
    const heading = element("p", "portal-map__name");
    heading.append(link);
    box.append(heading, line(`${facts.title}, ${facts.provider}`));
    if (facts.building) box.append(line(`Building ${facts.building}`));
    if (facts.outside) box.append(line(`Outside the borough, in ${facts.outside}`));
    box.append(line(`${placesOf(facts.places)}${facts.isSolo ? ", a solo home" : ""}`));
    if (facts.use) {
      const list = element("dl", "portal-map__use");
      USE.forEach((name, place) => list.append(element("dt", "", name), element("dd", "", String(facts.use[place]))));
      box.append(list, line(`As at ${day(facts.use[6])} (${age(facts.use[6])})`));
    } else {
      box.append(line("No accepted return yet"));
    }
    if (facts.vacancy) box.append(line(`Now: ${openWords(facts)}`));
    return box.childNodes;
  }

  function cluster(marks) {
    const html = element("span", "", String(marks.getChildCount()));
    html.append(element("span", "govuk-visually-hidden", " homes"));
    return L.divIcon({ html, className: "portal-map__cluster", iconSize: [40, 40] });
  }

  function shares(homes) {
    return reading(homes, (facts) => facts.use && !facts.outside && `${facts.use[5]}%`);
  }

  function solos(homes) {
    return reading(homes, (facts) => facts.isSolo && "Solo");
  }

  function vacancies(homes) {
    return reading(homes, (facts) => facts.vacancy && facts.vacancy[0] && openWords(facts));
  }

  // Words under homes, made when the layer is first switched on.
  function reading(homes, wordsOf) {
    const group = L.layerGroup();
    group.on("add", () => {
      if (group.getLayers().length) return;
      eachHome(homes, (marker) => {
        const words = wordsOf(marker.home);
        if (words) group.addLayer(tag(marker.getLatLng(), words));
      });
    });
    return group;
  }

  function eachHome(layer, use) {
    layer.eachLayer((each) => (each.home ? use(each) : eachHome(each, use)));
  }

  function tag(latlng, words) {
    const html = element("span", "portal-map__tag", words);
    const icon = L.divIcon({ html, className: "portal-map__anchor", iconSize: [0, 0] });
    return L.marker(latlng, { icon, interactive: false, keyboard: false });
  }

  function labelled(feature, layer) {
    if (!feature.properties.label) return;
    const isRing = feature.geometry.type === "LineString";
    const direction = { LineString: "top", Point: "right", Polygon: "center" }[feature.geometry.type];
    // The name of an area lies under the homes in it.
    const pane = direction === "center" ? "overlayPane" : "tooltipPane";
    const options = { permanent: true, className: "portal-map__label", direction, pane };
    layer.bindTooltip(element("span", "", feature.properties.label), options);
    if (isRing) layer.on("add", () => layer.openTooltip(layer.getLatLngs()[0]));
  }

  function ending(feature, layer) {
    layer.bindTooltip(element("span", "", feature.properties.label), { permanent: true, className: "portal-map__label" });
    layer.on("add", () => layer.openTooltip(layer.getLatLngs()[1]));
  }

  function origin(_feature, latlng) {
    return L.circleMarker(latlng, { radius: 6, color: "#0b0c0c", fillColor: "#ffffff", fillOpacity: 1 });
  }

  function openWords({ vacancy: [open, held, on] }) {
    return `${open} open${held ? `, ${held} held` : ""}, ${age(on)}`;
  }

  function placesOf(count) {
    return count === 1 ? "1 place" : `${count} places`;
  }

  function day(iso) {
    return new Date(`${iso}T12:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  }

  function age(iso) {
    const days = Math.floor((Date.now() - new Date(`${iso}T00:00Z`)) / DAY_MS);
    if (days < 1) return "today";
    return days === 1 ? "yesterday" : `${days} days ago`;
  }

  function line(words) {
    return element("p", "portal-map__line", words);
  }

  function element(kind, className, words = "") {
    const made = document.createElement(kind);
    made.className = className;
    made.textContent = words;
    return made;
  }

  return { home, cluster, shares, solos, vacancies, labelled, ending, origin };
})();
