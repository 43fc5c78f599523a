namespace Zrepl.Engine.Hooks;

/// <summary>The sides of a snapshot a hook step can stand on. The numbers are upstream's (spec 5.2).</summary>
public enum HookEdge
{
    /// <summary>Before the snapshot.</summary>
    Pre = 1,

    /// <summary>The snapshot itself.</summary>
    Callback = 2,

    /// <summary>After the snapshot.</summary>
    Post = 4,
}
