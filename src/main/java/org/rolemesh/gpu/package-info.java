/** The cards of a host: what {@code nvidia-smi} and {@code rocm-smi} are asked, and what they answer. Runs nothing itself. */
package org.rolemesh.gpu;
