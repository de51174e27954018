#pragma once
#include <stlab/concurrency/future.hpp>
