namespace Zrepl.Engine.Hooks;

/// <summary>How far a hook step has come. Names and numbers are upstream's; the names are printed in status reports (spec 5.2, 5.6).</summary>
public enum HookStepStatus
{
    /// <summary>Not begun.</summary>
    Pending = 1,

    /// <summary>Running.</summary>
    Exec = 2,

    /// <summary>Succeeded.</summary>
    Ok = 4,

    /// <summary>Failed.</summary>
    Err = 8,

    /// <summary>Never to run: a fatal hook failed or the run was cancelled.</summary>
    SkippedDueToFatalErr = 16,

    /// <summary>A post step that never runs because the pre step of the same hook failed.</summary>
    SkippedDueToPreErr = 32,
}
