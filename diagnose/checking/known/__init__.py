"""Known: for each layer and rule of the project, where to try it and how people err."""
