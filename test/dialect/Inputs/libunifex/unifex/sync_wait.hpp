#pragma once
#include <unifex/task.hpp>
