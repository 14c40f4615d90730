"""An organisation's own people and the homes they look after. Here, because providers know nothing of homes."""
