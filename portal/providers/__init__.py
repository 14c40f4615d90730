"""Organisations that run homes: registration, approval, their people."""
