"""Property tests run without a clock: a slow machine is not a failure."""

from hypothesis import settings

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")
