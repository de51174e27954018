"""Prints a dump of so many goroutines, in 50 places, with stacks of 8 functions."""

import sys

for number in range(int(sys.argv[1])):
    place = number % 50
    print(f"goroutine {number + 18} [chan receive, {number // 100} minutes]:")
    for depth in range(8):
        print(f"main.(*Worker).step{depth}(0xc{number:09x}, {{0x{depth:x}, 0x3}})")
        print(f"\t/srv/shop/worker{place}.go:{31 + depth} +0x44")
    print("created by main.main in goroutine 1")
    print("\t/srv/shop/main.go:40 +0x9f")
    print()
