// The one place of the version: CMake and the Python package read it from here.
#pragma once
#define GRADSTEP_VERSION "0.1.0"
