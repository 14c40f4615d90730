"""People, grants, sign-in, invitations and forgotten passwords."""
