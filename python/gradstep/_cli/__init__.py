"""The commands of ``gradstep``, a module each with a function ``main``."""
