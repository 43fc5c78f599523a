using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Repairs;

/// <summary>Events 3700-3799.</summary>
internal static partial class RepairsLog
{
    [LoggerMessage(3700, LogLevel.Warning, "{Dataset}: repair: {Command}")]
    public static partial void RepairStep(this ILogger logger, DatasetPath dataset, string command);
}
