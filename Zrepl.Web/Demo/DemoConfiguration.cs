namespace Zrepl.Web.Demo;

/// <summary>The <c>zrepl.yml</c> of the demonstration: jobs of every kind on two machines, slow enough to be watched.</summary>
internal static class DemoConfiguration
{
    /// <summary>The text of the file.</summary>
    /// <param name="directory">Where the control socket and the log are.</param>
    public static string Text(string directory) => $$"""
        # The demonstration's jobs. The pools are simulated: tank and rpool on the machine "prod", sink on the machine "backup".
        global:
          logging:
            - { type: file, level: info, format: human, filename: {{directory}}/zrepl.log }
          control: { sockpath: {{directory}}/run/control }

        jobs:
          # --- on prod ---
          - type: push
            name: home_to_backup
            description: Home directories and databases, every half minute
            filesystems: { "tank/home<": true, "tank/db<": true, "tank/home/tmp": false }
            connect: { type: local, listener_name: backup, client_identity: prod, dial_timeout: 5s }
            send: { bandwidth_limit: { max: 2 MiB } }
            replication:
              protection: { initial: guarantee_resumability, incremental: guarantee_resumability }
            alerts: { rpo: 60s, grace: 15s }  # so tight that a fault makes it late for a while
            snapshotting: { type: periodic, interval: 30s, prefix: zrepl_ }
            pruning:
              keep_sender:
                - type: not_replicated
                - { type: last_n, count: 8 }
              keep_receiver:
                - { type: grid, grid: "1x10m(keep=all) | 12x10m | 24x1h", regex: "^zrepl_" }
                - { type: regex, negate: true, regex: "^zrepl_" }

          - type: push
            name: customers_to_backup
            description: A tree of two hundred small datasets
            filesystems: { "tank/customers<": true }
            connect: { type: local, listener_name: backup, client_identity: prod-customers, dial_timeout: 5s }
            send: { bandwidth_limit: { max: 1 MiB } }
            replication:
              concurrency: { steps: 2, size_estimates: 4 }
            alerts: { rpo: 10m, datasets: { "tank/customers": never } }
            snapshotting: { type: periodic, interval: 3m, prefix: customers_ }
            pruning:
              keep_sender:
                - type: not_replicated
                - { type: last_n, count: 3 }
              keep_receiver:
                - { type: last_n, count: 10 }

          - type: push
            name: secrets_to_backup
            description: Encrypted, sent raw; the backup never sees a key
            filesystems: { "tank/secret<": true }
            connect: { type: local, listener_name: backup, client_identity: prod-secrets, dial_timeout: 5s }
            send: { encrypted: true, bandwidth_limit: { max: 1 MiB } }
            replication:
              protection: { initial: guarantee_incremental, incremental: guarantee_incremental }
            alerts: { rpo: 5m }
            snapshotting: { type: cron, cron: "*/2 * * * *", prefix: secret_ }
            pruning:
              keep_sender:
                - type: not_replicated
                - { type: last_n, count: 5 }
              keep_receiver:
                - { type: last_n, count: 20 }

          - type: snap
            name: system_snapshots
            description: Snapshots of the system, kept on this machine only
            filesystems: { "rpool<": true, "rpool/swap": false }
            snapshotting: { type: periodic, interval: 20s, prefix: auto_ }
            alerts: { rpo: 1m }
            pruning:
              keep:
                - { type: grid, grid: "1x2m(keep=all) | 10x2m", regex: "^auto_" }
                - { type: regex, negate: true, regex: "^auto_" }

          - type: source
            name: machines_for_backup
            description: Virtual machines, fetched by the backup
            filesystems: { "tank/vm<": true }
            serve: { type: local, listener_name: prod }
            send: { bandwidth_limit: { max: 2 MiB } }
            snapshotting: { type: periodic, interval: 45s, prefix: vm_ }

          # --- on backup ---
          - type: sink
            name: backup_sink
            description: Receives what prod sends
            root_fs: sink/zrepl/pushed
            serve: { type: local, listener_name: backup }
            recv: { placeholder: { encryption: inherit } }

          - type: pull
            name: machines_from_prod
            description: Fetches virtual machines from prod
            root_fs: sink/zrepl/pulled
            connect: { type: local, listener_name: prod, client_identity: backup, dial_timeout: 5s }
            recv: { placeholder: { encryption: inherit } }
            interval: 1m
            alerts: { rpo: 4m }
            pruning:
              keep_sender:
                - type: not_replicated
                - { type: last_n, count: 4 }
              keep_receiver:
                - { type: last_n, count: 30 }

        """;
}
