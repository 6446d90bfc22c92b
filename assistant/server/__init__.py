"""What `lantern serve` is made of: requests, the queue before the one model, the endpoint."""
