"""Double a number."""

if __name__ == "__main__":
    print(f"twice 3 is {2 * 3}")
