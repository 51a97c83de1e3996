"""The one place where parts are built and joined; everything else receives what it needs."""
