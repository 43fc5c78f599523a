using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>The jobs as the files have them, each with a way to its form.</summary>
public sealed partial class JobListPage : ComponentBase
{
    private ImmutableArray<(string File, string Name, JobDraft Draft)> _jobs = [];
    private bool _isOne;
    private string? _trouble;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private ConfigurationDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        var jobs = ImmutableArray.CreateBuilder<(string, string, JobDraft)>();
        foreach (var file in Desk.Files)
        {
            try
            {
                jobs.AddRange(JobDraft.AllOf(Desk.Read(file).Text).Where(draft => draft.Name is not null).Select(draft => (file, draft.Name ?? "", draft)));
            }
            catch (ConfigurationFileException failure)
            {
                _trouble = $"{failure.Message}.";
            }
        }

        (_jobs, _isOne) = (jobs.ToImmutable(), Desk.Files.Length == 1);
    }
}
