from collections.abc import Callable

crc32c_c: Callable[[memoryview], int] | None

def calc_crc32c(memview: memoryview) -> int: ...
