"""The pages of `site/`: what the marts say, and where each figure comes from."""
