namespace Zrepl.Web.Components.Shared;

/// <summary>The six things a state can mean to the reader; each has its colour, its icon and its shape. In order of urgency.</summary>
public enum StateKind
{
    /// <summary>Failed: the reader has to act.</summary>
    Failed,

    /// <summary>Late, or warned about: the reader should look.</summary>
    Late,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Stopped on purpose.</summary>
    Paused,

    /// <summary>Fine.</summary>
    Ok,

    /// <summary>Nothing to say.</summary>
    Idle,
}
