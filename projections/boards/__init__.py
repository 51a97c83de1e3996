"""The boards beside the queue: アウトリーチ, 参加支援, 地域資源. One board per file, each made of
what its reader may see.
"""
