using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Wire.ConnectionTests;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Tries to reach the other side by what the form says, before it is saved.</summary>
public sealed partial class ConnectionTester : ActingComponent, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ConnectionReport? _report;
    private JobDefinition? _tested;
    private bool _isTesting;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    [Inject] private EditedJobTrials Trials { get; init; } = null!; // always injected; its type is not public

    private bool CanTest => Form.Definition is { } job && ConnectionTest.ConnectOf(job) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_tested is not null && !Equals(_tested, Form.Definition)) (_report, _tested) = (null, null); // it speaks of something else
    }

    private async Task TestAsync()
    {
        if (Form.Definition is not { } job) return;
        _isTesting = true;
        try
        {
            await DoAsync(async actor =>
            {
                var report = await Trials.ConnectAsync(actor, job, Form.Check.Jobs.Select(one => one.Definition), _gone.Token);
                (_report, _tested) = (report, job);
            });
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // the page was left
        }
        finally
        {
            _isTesting = false;
        }
    }
}
