"""Oracles of the rules that adapt their rate by the loss or by past gradients; see oracle.py."""

from __future__ import annotations
