namespace Zrepl.Web.Api.Metrics;

/// <summary>Figures of the engines of this process.</summary>
internal interface IDaemonFigures
{
    /// <summary>Number of holds and bookmarks of ours that are remembered.</summary>
    int RememberedGuarantees { get; }
}
