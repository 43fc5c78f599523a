using System.Collections.Immutable;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Hosting;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Tests.Support;

/// <summary>A daemon in the process of the tests, on a port and a socket of its own.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);
    private Task _run = Task.CompletedTask;

    public RunningDaemon(string jobs = "[]", string monitoring = "[]")
        : this(directory => $$"""
            global:
              logging: [{ type: file, level: debug, format: logfmt, filename: {{directory}}/log }]
              control: { sockpath: {{directory}}/run/control }
              monitoring: {{monitoring}}
            jobs: {{jobs}}
            """)
    {
    }

    /// <param name="configuration">Makes the zrepl.yml of the daemon, given the path of its directory. The control socket has to be <c>run/control</c> in there.</param>
    public RunningDaemon(Func<string, string> configuration) => ConfigurationPath = Directory.Write("zrepl.yml", configuration(Directory.Path));

    public TemporaryDirectory Directory { get; } = new();

    public string ConfigurationPath { get; }

    public string StatePath => Path.Combine(Directory.Path, "state");

    public string SocketPath => Path.Combine(Directory.Path, "run", "control");

    public string Address { get; private set; } = "";

    /// <summary>The browser of an administrator, or of nobody if <see cref="SignsIn"/> is false.</summary>
    public HttpClient Web { get; private set; } = new();

    public HttpClient Control { get; private set; } = new();

    public CancellationToken Limit => _limit.Token;

    /// <summary>What runs the jobs, unless the daemon makes its own engines.</summary>
    public FakeJobHost Jobs { get; } = new();

    /// <summary>False: nobody can sign in yet.</summary>
    public bool SignsIn { get; init; } = true;

    /// <summary>Where the dashboard is to listen.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:0";

    /// <summary>How long its end may take: ample for a busy machine, and less than a test waits for it.</summary>
    public TimeSpan PatienceAtEnd { get; init; } = Deadline.OfATest / 6;

    /// <summary>Adds what is to be other than usual. Tests ask more often than anybody: how often they may is no business of theirs.</summary>
    public Action<IServiceCollection> AddServices { get; init; } = services => services.AddSingleton(new RequestLimits { PerMinute = int.MaxValue, AtOnce = int.MaxValue });

    /// <summary>Makes other engines.</summary>
    public Func<IServiceProvider, ImmutableArray<HostedEngine>>? MakeEngines { get; init; }

    /// <summary>The container of the running daemon.</summary>
    public IServiceProvider Services { get; private set; } = new ServiceCollection().BuildServiceProvider();

    public async Task StartAsync()
    {
        var started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new DaemonSettings
        {
            ConfigurationPath = ConfigurationPath,
            Configuration = new ConfigurationLoader(new()).Load(ConfigurationPath),
            StatePath = StatePath,
            Listen = Listen,
            PatienceAtEnd = PatienceAtEnd,
        };
        var daemon = new DaemonRun(settings)
        {
            MakeEngines = MakeEngines ?? (_ => [new("zrepl", Jobs, Jobs.Feed, () => [], _ => true)]),
            AddServices = AddServices,
            Started = (services, addresses) =>
            {
                Services = services;
                started.SetResult(addresses.Single());
                return Task.CompletedTask;
            },
        };
        _run = daemon.RunAsync(_stop.Token);
        await Task.WhenAny(started.Task, _run).WaitAsync(Limit);
        if (_run.IsCompleted) await _run;
        Address = await started.Task;
        await Services.GetRequiredService<Zrepl.Web.Data.HistoryWriter>().Opened.WaitAsync(Limit);
        Web = Visitors.Browser(Address, SignsIn ? (await Visitors.SignInAsync(Services, Zrepl.Web.Security.Role.Administrator, "root", Limit)).Cookie : null);
        Control = new(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) =>
            new NetworkStream(await ConnectAsync(cancellation), ownsSocket: true) })
        { BaseAddress = new("http://unix") };
    }

    /// <summary>A connection to the control socket, to speak bytes on.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
        return socket;
    }

    /// <summary>Ends the daemon as SIGTERM does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limit);
        Web.Dispose();
        Control.Dispose();
        _stop.Dispose();
        _limit.Dispose();
        Directory.Dispose();
    }
}
