"""Wrong: what a mistake makes of a layer's arrays, as small functions of what was given."""
