using System.Collections.Immutable;

namespace Zrepl.Web.Live;

/// <summary>A fact about this installation.</summary>
/// <param name="Name">What it is: <c>OpenZFS (commands)</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Note">What to know about it, or null.</param>
public sealed record InstallationFact(string Name, string Value, string? Note = null);

/// <summary>What an administrator is asked for first: versions, and where things are.</summary>
public interface IInstallation
{
    /// <summary>Looks; what cannot be found out says so in its value.</summary>
    Task<ImmutableArray<InstallationFact>> LookAsync(CancellationToken cancellation);
}
