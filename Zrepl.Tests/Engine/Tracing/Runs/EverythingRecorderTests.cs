using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Tracing.Runs;

/// <summary>The recording of everything on request (design section 4: record now).</summary>
public sealed class EverythingRecorderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(AJob.Now);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_has_what_belongs_to_no_run_and_what_lived_before_it_began()
    {
        using var world = TracerWorld.ThatThrows();
        var (files, recorder) = Recorder();
        using var passive = Tracer.StartTask("passive-side-job");

        var name = recorder.Start(TimeSpan.FromMinutes(1));
        Assert.True(files.IsWritten(name));
        Assert.Equal(name, recorder.Start(TimeSpan.FromMinutes(5))); // one at a time
        using (Tracer.StartTaskAndSpan("handler", "job=\"a\"")) await Task.Yield();
        await recorder.StopAsync();

        Assert.False(files.IsWritten(name));
        Assert.Null(recorder.Current);
        Assert.True(Assert.Single(files.List()).Name.IsOfEverything);
        await using var file = files.Open(name)!; // it is there
        var trace = await ChromeTrace.ParseAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(["passive-side-job#0", "handler#0"], trace.Tasks.Select(task => task.Name));
        Assert.Equal(0, trace.Tasks[1].Parent);
    }

    [Fact]
    public async Task It_ends_by_itself_when_its_time_is_over()
    {
        using var world = TracerWorld.ThatThrows();
        var (files, recorder) = Recorder();
        var name = recorder.Start(TimeSpan.FromSeconds(3));
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (files.IsWritten(name) && !deadline.IsCancellationRequested)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(files.IsWritten(name));
    }

    [Fact]
    public void Without_a_directory_it_says_so()
    {
        using var world = TracerWorld.ThatThrows();
        var options = Options.Create(new RunTraceOptions());
        var files = new RunTraceFiles(options, _clock, NullLogger<RunTraceFiles>.Instance);
        var recorder = new EverythingRecorder(files, options, _clock, NullLogger<EverythingRecorder>.Instance);
        Assert.Contains("Zrepl:Traces:Directory", Assert.Throws<IOException>(() => recorder.Start(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
        Assert.Null(recorder.Current);
    }

    private (RunTraceFiles Files, EverythingRecorder Recorder) Recorder()
    {
        var options = Options.Create(new RunTraceOptions { Directory = _directory.Path });
        var files = new RunTraceFiles(options, _clock, NullLogger<RunTraceFiles>.Instance);
        return (files, new EverythingRecorder(files, options, _clock, NullLogger<EverythingRecorder>.Instance));
    }
}
