package dev.millrace.broker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AddRaftVoterOptions;
import org.apache.kafka.clients.admin.AddRaftVoterResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterPartitionReassignmentsOptions;
import org.apache.kafka.clients.admin.AlterPartitionReassignmentsResult;
import org.apache.kafka.clients.admin.AlterReplicaLogDirsOptions;
import org.apache.kafka.clients.admin.AlterReplicaLogDirsResult;
import org.apache.kafka.clients.admin.AlterShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.AlterShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.AlterStreamsGroupOffsetsOptions;
import org.apache.kafka.clients.admin.AlterStreamsGroupOffsetsResult;
import org.apache.kafka.clients.admin.AlterUserScramCredentialsOptions;
import org.apache.kafka.clients.admin.AlterUserScramCredentialsResult;
import org.apache.kafka.clients.admin.CreateAclsOptions;
import org.apache.kafka.clients.admin.CreateAclsResult;
import org.apache.kafka.clients.admin.CreateDelegationTokenOptions;
import org.apache.kafka.clients.admin.CreateDelegationTokenResult;
import org.apache.kafka.clients.admin.DeleteAclsOptions;
import org.apache.kafka.clients.admin.DeleteAclsResult;
import org.apache.kafka.clients.admin.DeleteShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteShareGroupsOptions;
import org.apache.kafka.clients.admin.DeleteShareGroupsResult;
import org.apache.kafka.clients.admin.DeleteStreamsGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteStreamsGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteStreamsGroupsOptions;
import org.apache.kafka.clients.admin.DeleteStreamsGroupsResult;
import org.apache.kafka.clients.admin.DescribeAclsOptions;
import org.apache.kafka.clients.admin.DescribeAclsResult;
import org.apache.kafka.clients.admin.DescribeDelegationTokenOptions;
import org.apache.kafka.clients.admin.DescribeDelegationTokenResult;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesResult;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumResult;
import org.apache.kafka.clients.admin.DescribeReplicaLogDirsOptions;
import org.apache.kafka.clients.admin.DescribeReplicaLogDirsResult;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsResult;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsResult;
import org.apache.kafka.clients.admin.DescribeUserScramCredentialsOptions;
import org.apache.kafka.clients.admin.DescribeUserScramCredentialsResult;
import org.apache.kafka.clients.admin.ElectLeadersOptions;
import org.apache.kafka.clients.admin.ElectLeadersResult;
import org.apache.kafka.clients.admin.ExpireDelegationTokenOptions;
import org.apache.kafka.clients.admin.ExpireDelegationTokenResult;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.ListClientMetricsResourcesOptions;
import org.apache.kafka.clients.admin.ListClientMetricsResourcesResult;
import org.apache.kafka.clients.admin.ListPartitionReassignmentsOptions;
import org.apache.kafka.clients.admin.ListPartitionReassignmentsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.RemoveRaftVoterOptions;
import org.apache.kafka.clients.admin.RemoveRaftVoterResult;
import org.apache.kafka.clients.admin.RenewDelegationTokenOptions;
import org.apache.kafka.clients.admin.RenewDelegationTokenResult;
import org.apache.kafka.clients.admin.UnregisterBrokerOptions;
import org.apache.kafka.clients.admin.UnregisterBrokerResult;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.admin.UpdateFeaturesResult;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The calls of {@link Admin} that have no meaning on one machine in one process: each says what is missing and why.
 * What works is in {@link LocalAdmin}.
 */
@SuppressWarnings({"DoNotCallSuggester", "deprecation", "removal"
}) // to throw is their whole purpose, and the interface's callers decide
abstract class UnsupportedAdmin implements Admin {

    private static final String ONE = "it is one node, without replicas, a quorum or features to agree on";
    private static final String AUTH = "nobody connects to it, so there is nobody to authenticate or authorise";
    private static final String DIRS = "it has one log directory, which the operating system tells more about";
    private static final String CLASSIC = "its groups are classic consumer groups; see describeConsumerGroups";
    private static final String CONFIGS = "topics and the broker are all that has settings; see listConfigResources";

    static UnsupportedVersionException unsupported(String call, String why) {
        return new UnsupportedVersionException("An in-process broker has no " + call + ": " + why);
    }

    @Override
    public DescribeAclsResult describeAcls(AclBindingFilter arg0, DescribeAclsOptions options) {
        throw unsupported("describeAcls", AUTH);
    }

    @Override
    public CreateAclsResult createAcls(Collection<AclBinding> arg0, CreateAclsOptions options) {
        throw unsupported("createAcls", AUTH);
    }

    @Override
    public DeleteAclsResult deleteAcls(Collection<AclBindingFilter> arg0, DeleteAclsOptions options) {
        throw unsupported("deleteAcls", AUTH);
    }

    @Override
    public AlterReplicaLogDirsResult alterReplicaLogDirs(
            Map<TopicPartitionReplica, String> arg0, AlterReplicaLogDirsOptions options) {
        throw unsupported("alterReplicaLogDirs", DIRS);
    }

    @Override
    public DescribeReplicaLogDirsResult describeReplicaLogDirs(
            Collection<TopicPartitionReplica> arg0, DescribeReplicaLogDirsOptions options) {
        throw unsupported("describeReplicaLogDirs", DIRS);
    }

    @Override
    public CreateDelegationTokenResult createDelegationToken(CreateDelegationTokenOptions options) {
        throw unsupported("createDelegationToken", AUTH);
    }

    @Override
    public RenewDelegationTokenResult renewDelegationToken(byte[] arg0, RenewDelegationTokenOptions options) {
        throw unsupported("renewDelegationToken", AUTH);
    }

    @Override
    public ExpireDelegationTokenResult expireDelegationToken(byte[] arg0, ExpireDelegationTokenOptions options) {
        throw unsupported("expireDelegationToken", AUTH);
    }

    @Override
    public DescribeDelegationTokenResult describeDelegationToken(DescribeDelegationTokenOptions options) {
        throw unsupported("describeDelegationToken", AUTH);
    }

    @Override
    public ListStreamsGroupOffsetsResult listStreamsGroupOffsets(
            Map<String, ListStreamsGroupOffsetsSpec> arg0, ListStreamsGroupOffsetsOptions options) {
        throw unsupported("listStreamsGroupOffsets", CLASSIC);
    }

    @Override
    public DeleteStreamsGroupsResult deleteStreamsGroups(Collection<String> arg0, DeleteStreamsGroupsOptions options) {
        throw unsupported("deleteStreamsGroups", CLASSIC);
    }

    @Override
    public DeleteStreamsGroupOffsetsResult deleteStreamsGroupOffsets(
            String arg0, Set<TopicPartition> arg1, DeleteStreamsGroupOffsetsOptions options) {
        throw unsupported("deleteStreamsGroupOffsets", CLASSIC);
    }

    @Override
    public ElectLeadersResult electLeaders(ElectionType arg0, Set<TopicPartition> arg1, ElectLeadersOptions options) {
        throw unsupported("electLeaders", ONE);
    }

    @Override
    public AlterPartitionReassignmentsResult alterPartitionReassignments(
            Map<TopicPartition, Optional<NewPartitionReassignment>> arg0, AlterPartitionReassignmentsOptions options) {
        throw unsupported("alterPartitionReassignments", ONE);
    }

    @Override
    public ListPartitionReassignmentsResult listPartitionReassignments(
            Optional<Set<TopicPartition>> arg0, ListPartitionReassignmentsOptions options) {
        throw unsupported("listPartitionReassignments", ONE);
    }

    @Override
    public AlterStreamsGroupOffsetsResult alterStreamsGroupOffsets(
            String arg0, Map<TopicPartition, OffsetAndMetadata> arg1, AlterStreamsGroupOffsetsOptions options) {
        throw unsupported("alterStreamsGroupOffsets", CLASSIC);
    }

    @Override
    public DescribeUserScramCredentialsResult describeUserScramCredentials(
            List<String> arg0, DescribeUserScramCredentialsOptions options) {
        throw unsupported("describeUserScramCredentials", AUTH);
    }

    @Override
    public AlterUserScramCredentialsResult alterUserScramCredentials(
            List<UserScramCredentialAlteration> arg0, AlterUserScramCredentialsOptions options) {
        throw unsupported("alterUserScramCredentials", AUTH);
    }

    @Override
    public DescribeFeaturesResult describeFeatures(DescribeFeaturesOptions options) {
        throw unsupported("describeFeatures", ONE);
    }

    @Override
    public UpdateFeaturesResult updateFeatures(Map<String, FeatureUpdate> arg0, UpdateFeaturesOptions options) {
        throw unsupported("updateFeatures", ONE);
    }

    @Override
    public DescribeMetadataQuorumResult describeMetadataQuorum(DescribeMetadataQuorumOptions options) {
        throw unsupported("describeMetadataQuorum", ONE);
    }

    @Override
    public UnregisterBrokerResult unregisterBroker(int arg0, UnregisterBrokerOptions options) {
        throw unsupported("unregisterBroker", ONE);
    }

    @Override
    public ListClientMetricsResourcesResult listClientMetricsResources(ListClientMetricsResourcesOptions options) {
        throw unsupported("listClientMetricsResources", CONFIGS);
    }

    @Override
    public AddRaftVoterResult addRaftVoter(
            int arg0, Uuid arg1, Set<RaftVoterEndpoint> arg2, AddRaftVoterOptions options) {
        throw unsupported("addRaftVoter", ONE);
    }

    @Override
    public RemoveRaftVoterResult removeRaftVoter(int arg0, Uuid arg1, RemoveRaftVoterOptions options) {
        throw unsupported("removeRaftVoter", ONE);
    }

    @Override
    public DescribeShareGroupsResult describeShareGroups(Collection<String> arg0, DescribeShareGroupsOptions options) {
        throw unsupported("describeShareGroups", CLASSIC);
    }

    @Override
    public AlterShareGroupOffsetsResult alterShareGroupOffsets(
            String arg0, Map<TopicPartition, Long> arg1, AlterShareGroupOffsetsOptions options) {
        throw unsupported("alterShareGroupOffsets", CLASSIC);
    }

    @Override
    public ListShareGroupOffsetsResult listShareGroupOffsets(
            Map<String, ListShareGroupOffsetsSpec> arg0, ListShareGroupOffsetsOptions options) {
        throw unsupported("listShareGroupOffsets", CLASSIC);
    }

    @Override
    public DeleteShareGroupOffsetsResult deleteShareGroupOffsets(
            String arg0, Set<String> arg1, DeleteShareGroupOffsetsOptions options) {
        throw unsupported("deleteShareGroupOffsets", CLASSIC);
    }

    @Override
    public DeleteShareGroupsResult deleteShareGroups(Collection<String> arg0, DeleteShareGroupsOptions options) {
        throw unsupported("deleteShareGroups", CLASSIC);
    }

    @Override
    public DescribeStreamsGroupsResult describeStreamsGroups(
            Collection<String> arg0, DescribeStreamsGroupsOptions options) {
        throw unsupported("describeStreamsGroups", CLASSIC);
    }
}
