"""受信箱: the referrals to one agency, with what each gives it (V5)."""
