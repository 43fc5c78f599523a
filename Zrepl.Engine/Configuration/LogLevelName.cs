namespace Zrepl.Engine.Configuration;

/// <summary>Levels of log entries by their names in <c>zrepl.yml</c>, in ascending order.</summary>
public enum LogLevelName
{
    /// <summary><c>debug</c></summary>
    Debug,

    /// <summary><c>info</c></summary>
    Info,

    /// <summary><c>warn</c></summary>
    Warn,

    /// <summary><c>error</c></summary>
    Error,
}
