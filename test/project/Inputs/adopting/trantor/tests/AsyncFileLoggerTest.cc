#include "trantor/utils/AsyncFileLogger.h"

int main()
{
    trantor::AsyncFileLogger logger;
    logger.startLogging();
    logger.setFileSizeLimit(100);
}
