namespace Zrepl.Engine.Configuration;

/// <summary>How a log entry becomes text.</summary>
public enum LogFormat
{
    /// <summary><c>human</c></summary>
    Human,

    /// <summary><c>logfmt</c></summary>
    Logfmt,

    /// <summary><c>json</c></summary>
    Json,
}
