"""The testing kit: try a rule file on made-up cases, and learn whether it is sound."""
