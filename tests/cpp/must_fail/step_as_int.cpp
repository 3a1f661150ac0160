// expect: no match
#include <gradstep/schedule.hpp>

double rate = gradstep::Cosine{.start = 0.1, .steps = 10}(5);
