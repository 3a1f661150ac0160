// The index of the optimizers. To add one: its file in rules/, its two lines here, its oracle in tests/python/oracle.py.
// No guard: compiled once per ISA by detail/foreach-isa.hpp.
#include "rules/adadelta.hpp"
#include "rules/adagrad.hpp"
#include "rules/adam.hpp"
#include "rules/adamw.hpp"
#include "rules/rmsprop.hpp"
#include "rules/sgd.hpp"

namespace gradstep::GRADSTEP_ISA {
using Rules = std::tuple<SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW>;
}
