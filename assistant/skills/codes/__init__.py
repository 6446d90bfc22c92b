"""Read barcodes and QR codes."""
