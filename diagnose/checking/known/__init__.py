"""Known: for each layer and rule of the project, where to try it and how people get it wrong."""
