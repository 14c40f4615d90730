// The commissioner's map. The portal's script route calls these functions with data; every word of it is set as text,
// never as markup. Stands behind Leaflet and its clusters in one file (portal/web/assets/build.py).
const portalMap = (() => {
  // The fields of a home, in the order of portal/market/map/drawing.py.
  const HOME = ["reference", "name", "provider", "places", "isSolo", "outside", "building", "use", "vacancy"];
  const USE = ["Our children", "Others’ children", "Available", "Reserved", "Blocked"];
  const DAY_MS = 86_400_000;
  const SVG = "http://www.w3.org/2000/svg";
  // Pixels that words keep from their place, or two or three times as many; and on which side.
  const MARK = 14;
  const SMALLEST_NAMED = 24;
  const WORDS = { permanent: true, direction: "center" };
  const SIDES = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [-1, 1], [1, -1], [-1, -1]];
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
    const remarks = homes[index].slice(HOME.length);
    Object.assign(facts, { provider: providers[facts.provider], service, title, remarks });
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
    facts.remarks.forEach((remark) => box.append(line(remark)));
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
    if (facts.vacancy) {
      const [open, held, on] = facts.vacancy;
      box.append(line(`Now: ${openWords(open, held)}, ${age(on)}`));
    }
    return box.childNodes;
  }

  function cluster(marks) {
    const html = element("span", "", String(marks.getChildCount()));
    html.append(element("span", "govuk-visually-hidden", " homes"));
    return L.divIcon({ html, className: "portal-map__cluster", iconSize: [40, 40] });
  }

  // What a reading says of the homes under one mark: of one home, or of all that a number stands for.
  function shares(homes) {
    const told = homes.filter((facts) => facts.use && !facts.outside).map((facts) => facts.use);
    const places = sum(told, (use) => sum(use.slice(0, USE.length), Number));
    return places && `${Math.round((sum(told, (use) => use[1]) / places) * 100)}%`;
  }

  function solos(homes) {
    const count = homes.filter((facts) => facts.isSolo).length;
    return count && (homes.length === 1 ? "Solo" : `${count} solo`);
  }

  function vacancies(homes) {
    const open = homes.map((facts) => facts.vacancy).filter((vacancy) => vacancy && vacancy[0]);
    if (!open.length) return "";
    const held = sum(open, (vacancy) => vacancy[1]);
    const oldest = open.map((vacancy) => vacancy[2]).sort()[0];
    const words = openWords(sum(open, (vacancy) => vacancy[0]), held);
    return `${words}, ${open.length > 1 ? "oldest " : ""}${age(oldest)}`;
  }

  function reading(wordsOf) {
    return Object.assign(L.layerGroup(), { wordsOf });
  }

  // A box to tick for each layer, under the map. What may lie out of sight is brought into it.
  function layers(map, overlays) {
    const readings = Object.values(overlays).filter((layer) => layer.wordsOf);
    const tags = L.layerGroup().addTo(map);
    const write = () => {
      tagMarks(map, tags, readings.filter((layer) => map.hasLayer(layer)));
      placeWords(map);
    };
    const later = soon(write);
    Object.entries(overlays).forEach(([name, layer], place) => {
      document.getElementById("map-layers").append(tickBox(name, `map-layer-${place}`, map.hasLayer(layer), (isOn) => {
        map[isOn ? "addLayer" : "removeLayer"](layer);
        if (isOn && layer instanceof L.GeoJSON) bringIntoSight(map, Object.values(overlays));
        later();
      }));
    });
    map.on("zoomend moveend resize layeradd layerremove", later);
    map.getContainer().addEventListener("keydown", pressWithSpace);
    later();
    printWhole(map, write);
  }

  // Leaflet hears Enter on its marks; a button is pressed with the space bar too. A cluster that opens is gone, and the
  // focus with it: then the map has it, as after Enter, so that Tab goes on from there.
  function pressWithSpace(event) {
    if (event.key !== " " || !event.target.matches(".leaflet-marker-icon")) return;
    event.preventDefault();
    event.target.click();
    if (!event.target.isConnected) event.currentTarget.focus();
  }

  // All outlines, rings and lines that are on, clear of the buttons in the corner.
  function bringIntoSight(map, overlays) {
    const shown = overlays.filter((layer) => layer instanceof L.GeoJSON && map.hasLayer(layer));
    const bounds = shown.reduce((all, layer) => all.extend(layer.getBounds()), L.latLngBounds([]));
    if (bounds.isValid()) map.fitBounds(bounds, { paddingTopLeft: [48, 12], paddingBottomRight: [12, 12], animate: false });
  }

  function tickBox(name, id, isOn, use) {
    const box = element("input", "govuk-checkboxes__input");
    Object.assign(box, { type: "checkbox", id, checked: isOn });
    box.addEventListener("change", () => use(box.checked));
    const label = element("label", "govuk-label govuk-checkboxes__label", name);
    label.htmlFor = id;
    const item = element("div", "govuk-checkboxes__item");
    item.append(box, label);
    return item;
  }

  // Once for many changes that come together.
  function soon(write) {
    let waits = 0;
    return () => {
      waits ||= requestAnimationFrame(() => {
        waits = 0;
        write();
      });
    };
  }

  // What the readings that are on say of each mark in sight, in one tag: two would lie over each other.
  function tagMarks(map, tags, readings) {
    const marks = [];
    map.eachLayer((layer) => layer instanceof L.Marker && marks.push(layer));
    const wanted = marks.map((mark) => [mark.getLatLng(), readings.map((each) => each.wordsOf(homesOf(mark)))]);
    const told = wanted.map(([place, words]) => [place, words.filter(Boolean).join(", ")]).filter(([, words]) => words);
    if (JSON.stringify(told) === tags.told) return;
    tags.told = JSON.stringify(told);
    tags.clearLayers();
    for (const [place, words] of told) {
      const content = element("span", "", words);
      tags.addLayer(L.tooltip(place, { ...WORDS, className: "portal-map__words portal-map__tag", content }));
    }
  }

  function homesOf(mark) {
    return mark.home ? [mark.home] : mark.getAllChildMarkers().map((each) => each.home);
  }

  // Words go where they hide no mark and no other words; where there is no such place they wait for a closer look,
  // and so do names of areas that are hardly to be seen.
  // What somebody switched on comes first, names of areas last.
  function placeWords(map) {
    const frame = map.getContainer().getBoundingClientRect();
    const fixed = map.getContainer().querySelectorAll(".leaflet-marker-pane > *, .portal-map__origin, .leaflet-control");
    const taken = [...fixed].map((each) => boxOf(each, frame));
    const words = [];
    map.eachLayer((layer) => layer instanceof L.Tooltip && words.push(layer));
    const ends = words.filter(isEnd).map((each) => map.latLngToContainerPoint(each.getLatLng()));
    for (const each of words.sort((one, other) => rankOf(one) - rankOf(other))) {
      const place = map.latLngToContainerPoint(each.getLatLng());
      const { width, height } = sizeOf(each);
      const isTiny = each.options.area && heightOf(map, each.options.area) < SMALLEST_NAMED;
      const isFree = (box) =>
        isWhole(box, place, frame) && isClear(each, box, place, ends) && !taken.some((other) => overlap(box, other));
      const outward = place.x < frame.width / 2 ? -1 : 1;
      const spots = spotsAround(width, height, outward, each.options.area ? 2 : 3);
      const spot = !isTiny && spots.find((by) => isFree(boxAt(place.add(by), width, height)));
      each.getElement().classList.toggle("portal-map__words--hidden", !spot);
      if (!spot) continue;
      each.options.offset = spot;
      each.update();
      taken.push(boxAt(place.add(spot), width, height));
    }
  }

  // Of the lines themselves: a box of two lines is as wide as it may be. A little more keeps them apart.
  function sizeOf(words) {
    const { width, height } = words.getElement().firstChild.getBoundingClientRect();
    return { width: width + 8, height };
  }

  function isEnd(words) {
    return words.options.className.includes("portal-map__end");
  }

  // Where many lines end close together, words that stand as near to another end would be read as that one's; so would
  // the name of an area or a ring at any end. Tags have a border of their own.
  function isClear(words, box, place, ends) {
    if (rankOf(words) === 0) return true;
    const nearest = isEnd(words) ? distance(box, place) + MARK / 2 : MARK;
    return ends.every((end) => end.equals(place) || distance(box, end) >= nearest);
  }

  function distance(box, { x, y }) {
    return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  }

  function heightOf(map, bounds) {
    return map.latLngToContainerPoint(bounds.getSouthWest()).y - map.latLngToContainerPoint(bounds.getNorthEast()).y;
  }

  function rankOf(words) {
    return ["portal-map__tag", "portal-map__end", "portal-map__words"].findIndex((name) => words.options.className.includes(name));
  }

  // The place itself, then below, above and beside it, first on the side away from the middle, each time farther off.
  function spotsAround(width, height, outward, rounds) {
    const spots = [L.point(0, 0)];
    for (let round = 1; round <= rounds; round += 1) {
      const [aside, up] = [(width / 2 + MARK * round) * outward, height / 2 + MARK * round];
      for (const [x, y] of SIDES) spots.push(L.point(x * aside, y * up));
    }
    return spots;
  }

  function boxAt(middle, width, height) {
    return { left: middle.x - width / 2, right: middle.x + width / 2, top: middle.y - height / 2, bottom: middle.y + height / 2 };
  }

  function boxOf(mark, frame) {
    const box = mark.getBoundingClientRect();
    const [left, top] = [box.left - frame.left, box.top - frame.top];
    return { left, top, right: left + box.width, bottom: top + box.height };
  }

  // Words of a place in sight are not cut at the edge.
  function isWhole(box, place, { width, height }) {
    const isInSight = place.x >= 0 && place.x <= width && place.y >= 0 && place.y <= height;
    return !isInSight || (box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height);
  }

  function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  // Paper has a size of its own: the map is drawn anew for it, with all that is in sight.
  function printWhole(map, write) {
    const box = map.getContainer();
    const redraw = (isPrint) => {
      const inSight = map.getBounds();
      box.classList.toggle("portal-map--paper", isPrint);
      map.invalidateSize({ animate: false });
      map.fitBounds(inSight, { animate: false });
      write();
    };
    window.addEventListener("beforeprint", () => redraw(true));
    window.addEventListener("afterprint", () => redraw(false));
  }

  function labelled(feature, layer) {
    if (!feature.properties.label) return;
    name(layer, feature.properties.label);
    if (feature.geometry.type === "LineString") layer.on("add", () => layer.openTooltip(layer.getLatLngs()[0]));
  }

  function ending(feature, layer) {
    name(layer, feature.properties.label, "portal-map__end");
    layer.on("add", () => layer.openTooltip(layer.getLatLngs()[1]));
  }

  function name(layer, words, kind = "") {
    const area = layer instanceof L.Polygon && layer.getBounds();
    layer.bindTooltip(element("span", "", words), { ...WORDS, area, className: `portal-map__words ${kind}`.trim() });
  }

  function origin(_feature, latlng) {
    const look = { radius: 6, color: "#0b0c0c", fillColor: "#ffffff", fillOpacity: 1 };
    return L.circleMarker(latlng, { ...look, className: "portal-map__origin" });
  }

  function openWords(open, held) {
    return `${open} open${held ? `, ${held} held` : ""}`;
  }

  function sum(items, valueOf) {
    return items.reduce((total, item) => total + valueOf(item), 0);
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

  return { home, cluster, reading, shares, solos, vacancies, layers, labelled, ending, origin };
})();
