namespace Zrepl.Engine.Guarantees;

/// <summary>What a replication step leaves on disk so that it can be resumed or continued (spec B7.1). The numbers are the wire's.</summary>
public enum ProtectionKind
{
    /// <summary><c>guarantee_resumability</c>: step holds during the step.</summary>
    Resumability = 1,

    /// <summary><c>guarantee_incremental</c>: tentative cursor bookmarks during the step.</summary>
    Incremental = 2,

    /// <summary><c>guarantee_nothing</c>: neither holds nor bookmarks; leftovers of the same job are removed.</summary>
    Nothing = 3,
}

/// <summary>The kinds chosen for full and for incremental sends; sent along with every request, so that both sides act alike.</summary>
/// <param name="Initial">For steps without a source version.</param>
/// <param name="Incremental">For steps with one.</param>
public sealed record Protection(ProtectionKind Initial, ProtectionKind Incremental)
{
    /// <summary>Upstream's default: resumability for both.</summary>
    public static Protection Default { get; } = new(ProtectionKind.Resumability, ProtectionKind.Resumability);

    /// <summary>The kind that applies to a step.</summary>
    public ProtectionKind For(bool isIncremental) => isIncremental ? Incremental : Initial;
}
