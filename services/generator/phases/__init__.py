"""Pieces of work that many stories share: a referral, a coordination, a conference."""
