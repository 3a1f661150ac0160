// expect: fast-math
// flags: -ffast-math
#include <gradstep/gradstep.hpp>
