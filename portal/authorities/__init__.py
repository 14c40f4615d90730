"""Councils, their neighbours and their settings. One authority is switched on; nothing in code names a council."""
