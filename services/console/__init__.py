"""The web console: what one agency's workers see, asked over gRPC by its certificate."""
