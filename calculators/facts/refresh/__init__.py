"""Regenerates and reviews the facts files; run as ``python -m calculators.facts.refresh``.

Build-time only: it needs ``genai-prices`` and, for the cross-check, a package registry. The wheel
leaves this folder out, so nothing under ``calculators`` may import it.
"""
