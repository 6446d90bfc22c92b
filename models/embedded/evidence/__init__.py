"""What speaks for claims about a picture: a module for each kind of evidence."""
