"""The tutorial's method, exact: edges become a landscape that is flooded from its seeds.

In come gray values and markers, out go elevation, seeds and the groups that they grow to. May
import `recipe` alone.
"""
