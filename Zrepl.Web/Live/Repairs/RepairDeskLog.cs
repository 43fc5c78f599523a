using Zrepl.Zfs.Names;

namespace Zrepl.Web.Live.Repairs;

internal static partial class RepairDeskLog // events 4290-4299
{
    [LoggerMessage(4290, LogLevel.Error, "{Dataset}: the consent to its repair is in this log only, the history cannot be written now: {Problem}")]
    public static partial void RepairNotInHistory(this ILogger logger, DatasetPath dataset, string problem);
}
