"""A person: residents ask for one and talk with one; staff take talks, answer, and hand them on."""
