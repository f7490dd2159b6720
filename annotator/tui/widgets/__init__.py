"""Finding on the screen: the line to type a query in, the list of what was found, the queue."""
