namespace Zrepl.Engine.Configuration;

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>The file cannot be used.</summary>
    Error,

    /// <summary>The file can be used; what it says is probably not what is meant.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,
}
