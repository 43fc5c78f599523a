using Zrepl.Zfs.Names;
using static Zrepl.Engine.Configuration.Variables.VariableKinds;

namespace Zrepl.Engine.Configuration.Variables;

/// <summary>The table of all environment variables.</summary>
public static class KnownVariables
{
    // Documented for Linux; other systems have no such file.
    private const string PipeMaxSizeFile = "/proc/sys/fs/pipe-max-size";
    private const long PipeMaxSizeElsewhere = 1 << 25;

    /// <summary>Address of a profiling listener.</summary>
    public static EnvironmentVariable<string> PprofAddress { get; } =
        Text("ZREPL_DAEMON_AUTOSTART_PPROF_SERVER", "host:port of a profiling listener to start with the daemon");

    /// <summary>Read timeout of the control socket.</summary>
    public static EnvironmentVariable<TimeSpan> ControlReadTimeout { get; } =
        Duration("ZREPL_DAEMON_CONTROL_SERVER_READ_TIMEOUT", "1s", "how long a request on the control socket may take to arrive");

    /// <summary>Write timeout of the control socket.</summary>
    public static EnvironmentVariable<TimeSpan> ControlWriteTimeout { get; } =
        Duration("ZREPL_DAEMON_CONTROL_SERVER_WRITE_TIMEOUT", "1s", "how long an answer on the control socket may take to leave");

    /// <summary>Bytes of a hook's output that are kept.</summary>
    public static EnvironmentVariable<int> MaxHookLogSize { get; } =
        Whole("ZREPL_MAX_HOOK_LOG_SIZE", 1 << 20, 1, int.MaxValue, "bytes of a hook's output that are kept");

    /// <summary>Attempts per replication; null: without limit. Upstream takes -1 and then makes none at all (BAD-3).</summary>
    public static EnvironmentVariable<int?> ReplicationMaxAttempts { get; } =
        WholeOrUnlimited("ZREPL_REPLICATION_MAX_ATTEMPTS", 3, "attempts per replication; -1: as many as it takes");

    /// <summary>How long to try to reach the other side again.</summary>
    public static EnvironmentVariable<TimeSpan> ReconnectHardFailTimeout { get; } =
        Duration("ZREPL_REPLICATION_RECONNECT_HARD_FAIL_TIMEOUT", "10m",
            "how long to try to reach the other side again before the replication fails");

    /// <summary>Pause before the pruner tries again.</summary>
    public static EnvironmentVariable<TimeSpan> PrunerRetryInterval { get; } =
        Duration("ZREPL_PRUNER_RETRY_INTERVAL", "10s", "pause before pruning is tried again");

    /// <summary>From which wait on datasets without snapshots are warned about.</summary>
    public static EnvironmentVariable<TimeSpan> SyncUpWarnMinDuration { get; } =
        Duration("ZREPL_SNAPPER_SYNCUP_WARN_MIN_DURATION", "1s",
            "from which distance of the sync point on datasets without snapshots are warned about", mayBeZero: true);

    /// <summary>How often waits read the wall clock.</summary>
    public static EnvironmentVariable<TimeSpan> WallClockMaxDelay { get; } =
        Duration("ZREPL_WALLCLOCKTIMER_MAX_DELAY", "10s", "how often timers read the wall clock");

    /// <summary>Most snapshots per <c>zfs destroy</c>; 0: no limit.</summary>
    public static EnvironmentVariable<int> DestroyMaxBatchSize { get; } =
        Whole("ZREPL_DESTROY_MAX_BATCH_SIZE", 0, 0, int.MaxValue, "most snapshots per zfs destroy; 0: no limit");

    /// <summary>Bytes read before <c>zfs recv</c> is started.</summary>
    public static EnvironmentVariable<long> ReceivePeekSize { get; } =
        Long("ZREPL_ENDPOINT_RECV_PEEK_SIZE", () => 1 << 20, 0, "bytes of an incoming stream to read before zfs recv is started");

    /// <summary>True not to restore the placeholder property after a failed receive.</summary>
    public static EnvironmentVariable<bool> DisablePlaceholderRestoration { get; } =
        Boolean("ZREPL_ENDPOINT_DISABLE_PLACEHOLDER_RESTORATION", "do not restore the placeholder property after a failed receive");

    /// <summary>A debugging aid of upstream.</summary>
    public static EnvironmentVariable<bool> AllowCreateTxg0 { get; } =
        Boolean("ZREPL_ENDPOINT_LIST_ABSTRACTIONS_QUERY_CREATETXG_RANGE_BOUND_ALLOW_0", "allow 0 as bound of createtxg ranges");

    /// <summary>Deadline of the version handshake, client side.</summary>
    public static EnvironmentVariable<TimeSpan> ClientHandshakeTimeout { get; } =
        Duration("ZREPL_RPC_CLIENT_VERSIONHANDSHAKE_TIMEOUT", "10s", "how long the version handshake may take, as client");

    /// <summary>Deadline of the version handshake, server side.</summary>
    public static EnvironmentVariable<TimeSpan> ServerHandshakeTimeout { get; } =
        Duration("ZREPL_RPC_SERVER_VERSIONHANDSHAKE_TIMEOUT", "10s", "how long the version handshake may take, as server");

    /// <summary>Pause between data pings.</summary>
    public static EnvironmentVariable<TimeSpan> DataPingSleep { get; } =
        Duration("ZREPL_RPC_DATACONN_PING_SLEEP", "1s", "pause between pings while waiting for the other side");

    /// <summary>Deadline for sending the label.</summary>
    public static EnvironmentVariable<TimeSpan> MuxTimeout { get; } =
        Duration("ZREPL_TRANSPORT_MUX_TIMEOUT", "10s", "how long sending a connection's label may take");

    /// <summary>Deadline for receiving the label.</summary>
    public static EnvironmentVariable<TimeSpan> DemuxTimeout { get; } =
        Duration("ZREPL_TRANSPORT_DEMUX_TIMEOUT", "10s", "how long receiving a connection's label may take");

    /// <summary>How long a closed child may take to exit.</summary>
    public static EnvironmentVariable<TimeSpan> IoCommandTimeout { get; } =
        Duration("IOCOMMAND_TIMEOUT", "10s", "how long a child process may take to exit once its streams are closed");

    /// <summary>Longest hold tag.</summary>
    public static EnvironmentVariable<int> MaxHoldTagLength { get; } =
        Whole("ZREPL_ZFS_MAX_HOLD_TAG_LEN", HoldTag.MaxLength, 1, HoldTag.MaxLength, "longest hold tag in bytes");

    /// <summary>How long a pool's support for resuming is remembered.</summary>
    public static EnvironmentVariable<TimeSpan> ResumeSupportRecheck { get; } =
        Duration("ZREPL_ZFS_RESUME_RECV_POOL_SUPPORT_RECHECK_TIMEOUT", "30s",
            "how long it is remembered whether a pool can resume receives", mayBeZero: true);

    /// <summary>Bytes of the error output of <c>zfs send</c> that are kept.</summary>
    public static EnvironmentVariable<int> SendStderrMaxSize { get; } =
        Whole("ZREPL_ZFS_SEND_STDERR_MAX_CAPTURE_SIZE", 1 << 15, 1, int.MaxValue, "bytes of the error output of zfs send that are kept");

    /// <summary>Estimates from here on are not believed; 0: all are.</summary>
    public static EnvironmentVariable<ulong> SizeEstimateThreshold { get; } =
        Unsigned("ZREPL_ZFS_SEND_SIZE_ESTIMATE_INCORRECT_THRESHOLD", long.MaxValue,
            "size estimates from here on are not believed (OpenZFS issue 12265); 0: all are");

    /// <summary>Whether <c>zfs destroy</c> takes lists; null: found out.</summary>
    public static EnvironmentVariable<bool?> CommaSyntaxSupported { get; } =
        BooleanOrProbed("ZREPL_EXPERIMENTAL_ZFS_COMMA_SYNTAX_SUPPORTED", "whether zfs destroy takes lists of snapshots");

    /// <summary>Whether zfs can send raw; null: found out.</summary>
    public static EnvironmentVariable<bool?> EncryptionSupported { get; } =
        BooleanOrProbed("ZREPL_EXPERIMENTAL_ZFS_ENCRYPTION_CLI_SUPPORTED", "whether zfs knows encryption");

    /// <summary>Whether zfs can resume sends; null: found out.</summary>
    public static EnvironmentVariable<bool?> SendResumeSupported { get; } =
        BooleanOrProbed("ZREPL_EXPERIMENTAL_ZFS_SEND_RESUME_SUPPORTED", "whether zfs can resume sends");

    /// <summary>Bytes of the pipe of <c>zfs send</c>.</summary>
    public static EnvironmentVariable<long> SendPipeCapacity { get; } =
        Long("ZFS_SEND_PIPE_CAPACITY_HINT", PipeMaxSize, 1, "bytes of the pipe behind zfs send");

    /// <summary>Bytes of the pipe of <c>zfs recv</c>.</summary>
    public static EnvironmentVariable<long> ReceivePipeCapacity { get; } =
        Long("ZFS_RECV_PIPE_CAPACITY_HINT", PipeMaxSize, 1, "bytes of the pipe before zfs recv");

    /// <summary>File to write a trace to from the start on.</summary>
    public static EnvironmentVariable<string> ActivityTrace { get; } =
        Text("ZREPL_ACTIVITY_TRACE", "file to write a chrome trace to, from the start of the process on");

    /// <summary>Keeps where trace nodes were made.</summary>
    public static EnvironmentVariable<bool> TraceDebugEnabled { get; } =
        Boolean("ZREPL_TRACE_DEBUG_ENABLED", "keep the place where each trace node was made");

    /// <summary>Random bytes of a trace id.</summary>
    public static EnvironmentVariable<int> TraceIdBytes { get; } =
        Whole("ZREPL_TRACE_ID_NUM_BYTES", 3, 1, 1024, "random bytes in each trace id");

    /// <summary>File to write TLS keys to.</summary>
    public static EnvironmentVariable<string> KeyLogFile { get; } =
        Text("ZREPL_KEYLOG_FILE", "file to write TLS session keys to; whoever reads it can decrypt the traffic");

    /// <summary>Debug log of the ZFS layer.</summary>
    public static EnvironmentVariable<bool> ZfsDebug { get; } = Flag("ZREPL_ZFS_DEBUG", "log the ZFS layer at level debug");

    /// <summary>Debug log of remote calls.</summary>
    public static EnvironmentVariable<bool> RpcDebug { get; } = Flag("ZREPL_RPC_DEBUG", "log remote calls at level debug");

    /// <summary>Debug log of data connections.</summary>
    public static EnvironmentVariable<bool> DataConnectionDebug { get; } =
        Flag("ZREPL_RPC_DATACONN_DEBUG", "log data connections at level debug");

    /// <summary>Debug log of heartbeats.</summary>
    public static EnvironmentVariable<bool> HeartbeatDebug { get; } =
        Flag("ZREPL_RPC_DATACONN_HEARTBEATCONN_DEBUG", "log heartbeats at level debug");

    /// <summary>Debug log of streams.</summary>
    public static EnvironmentVariable<bool> StreamDebug { get; } = Flag("ZREPL_RPC_DATACONN_STREAM_DEBUG", "log streams at level debug");

    /// <summary>Debug log of replication.</summary>
    public static EnvironmentVariable<bool> ReplicationDebug { get; } =
        Flag("ZREPL_REPLICATION_DRIVER_DEBUG", "log replication at level debug");

    /// <summary>How long a job may make no progress; 0: for ever.</summary>
    public static EnvironmentVariable<TimeSpan> JobWatchdogTimeout { get; } =
        Duration("ZREPL_JOB_WATCHDOG_TIMEOUT", "0s", "how long a job may make no progress before it is cancelled; 0: for ever",
            mayBeZero: true);

    /// <summary>All of them, in the order of documentation.</summary>
    public static IReadOnlyList<EnvironmentVariable> All { get; } =
    [
        PprofAddress, ControlReadTimeout, ControlWriteTimeout, MaxHookLogSize, ReplicationMaxAttempts, ReconnectHardFailTimeout,
        PrunerRetryInterval, SyncUpWarnMinDuration, WallClockMaxDelay, DestroyMaxBatchSize, ReceivePeekSize,
        DisablePlaceholderRestoration, AllowCreateTxg0, ClientHandshakeTimeout, ServerHandshakeTimeout, DataPingSleep, MuxTimeout,
        DemuxTimeout, IoCommandTimeout, MaxHoldTagLength, ResumeSupportRecheck, SendStderrMaxSize, SizeEstimateThreshold,
        CommaSyntaxSupported, EncryptionSupported, SendResumeSupported, SendPipeCapacity, ReceivePipeCapacity, ActivityTrace,
        TraceDebugEnabled, TraceIdBytes, KeyLogFile, ZfsDebug, RpcDebug, DataConnectionDebug, HeartbeatDebug, StreamDebug,
        ReplicationDebug, JobWatchdogTimeout,
    ];

    private static long PipeMaxSize()
    {
        try
        {
            return long.TryParse(File.ReadAllText(PipeMaxSizeFile), out var size) && size > 0 ? size : PipeMaxSizeElsewhere;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return PipeMaxSizeElsewhere;
        }
    }
}
