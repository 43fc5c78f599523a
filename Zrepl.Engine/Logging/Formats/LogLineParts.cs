namespace Zrepl.Engine.Logging.Formats;

/// <summary>What a line for people shows besides its fields and message.</summary>
[Flags]
internal enum LogLineParts
{
    /// <summary>Nothing: syslog keeps time and level itself.</summary>
    None = 0,

    /// <summary>The time, to the second.</summary>
    Time = 1,

    /// <summary>The level.</summary>
    Level = 2,

    /// <summary>Colours, for a terminal.</summary>
    Colour = 4,
}
