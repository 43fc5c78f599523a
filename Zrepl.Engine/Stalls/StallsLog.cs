using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Stalls;

/// <summary>Events 3080-3089.</summary>
internal static partial class StallsLog
{
    [LoggerMessage(3080, LogLevel.Warning, "{Stalled}. {WhatToDo}")]
    public static partial void StreamIsQuiet(this ILogger logger, string stalled, string whatToDo);

    [LoggerMessage(3081, LogLevel.Information, "{Dataset}: {Step}: it moves again, after {Quiet}")]
    public static partial void StreamMovesAgain(this ILogger logger, string dataset, string step, TimeSpan quiet);

    [LoggerMessage(3082, LogLevel.Error, "{Stalled}; the step is ended, and continued by the next attempt. {WhatToDo}")]
    public static partial void StreamIsAborted(this ILogger logger, string stalled, string whatToDo);

    [LoggerMessage(3083, LogLevel.Warning, "{Dataset}: {Step}: cannot find out how {End} is: {Problem}")]
    public static partial void EndDoesNotTell(this ILogger logger, string dataset, string step, string end, string problem);
}
