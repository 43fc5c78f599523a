using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator;

/// <summary>What the simulated user may do. Root may everything; another user only what <c>zfs allow</c> gave him.</summary>
public sealed class SimulatedPermissions
{
    private ImmutableArray<(string Dataset, ImmutableHashSet<string> Permissions)> _grants = [];

    /// <summary>False for a user who needs grants and may not mount.</summary>
    public bool IsRoot { get; private set; } = true;

    /// <summary>The grants in the order in which they were made.</summary>
    public IEnumerable<(string Dataset, IReadOnlySet<string> Permissions)> Grants =>
        _grants.Select(grant => (grant.Dataset, (IReadOnlySet<string>)grant.Permissions));

    /// <summary>Makes the user an ordinary one without any permission.</summary>
    public void BecomeOrdinaryUser()
    {
        IsRoot = false;
        _grants = [];
    }

    /// <summary>Makes the user root again.</summary>
    public void BecomeRoot() => IsRoot = true;

    /// <summary>Gives permissions such as <c>create</c> or <c>receive</c> on a dataset and everything below it.</summary>
    public void Allow(string dataset, params string[] permissions) => _grants = _grants.Add((dataset, [.. permissions]));

    internal bool Allows(string permission, string dataset) =>
        IsRoot || _grants.Any(grant => grant.Permissions.Contains(permission) && IsAtOrBelow(dataset, grant.Dataset));

    private static bool IsAtOrBelow(string dataset, string root) =>
        dataset == root || (dataset.StartsWith(root, StringComparison.Ordinal) && dataset[root.Length] is ('/' or '@' or '#'));
}
