"""支援会議 and 要対協 as a bound member reads them, inside."""
